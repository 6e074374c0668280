/** @file S3 servers for the tests of whoever reads or writes objects: a small one in memory, and a real one. */
export { BUCKET, FakeS3 } from './s3/fakeS3.testkit.ts';
export { findVersitygw, startVersitygw, type GatewayServer } from './s3/versitygw.testkit.ts';
