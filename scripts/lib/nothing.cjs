'use strict';

/** In a bundle, in the place of a package that is loaded and never used. */
module.exports = {};
