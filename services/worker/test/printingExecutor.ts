/** @file An executor that prints the size of its native thread pool and ends. */
console.log(process.env['UV_THREADPOOL_SIZE']);
