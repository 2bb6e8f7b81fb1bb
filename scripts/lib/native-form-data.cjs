/** In place of the npm package form-data: axios takes the platform's own FormData as well. */
module.exports = FormData;
