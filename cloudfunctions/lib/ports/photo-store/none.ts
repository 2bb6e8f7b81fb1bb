import { type PhotoStore } from '../photo-store';

const refuse = () => Promise.reject(new Error('this function has no photo store'));

/** For the functions that have nothing to do with photographs: they carry no client for them. */
export const noPhotoStore: PhotoStore = { put: refuse, get: refuse, remove: refuse };
