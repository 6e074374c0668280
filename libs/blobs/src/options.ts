/** @file How a store is reached beyond its address. Only `s3://` has any. */

export interface BlobsOptions {
  /**
   * Address of an S3 server that is not Amazon's, for example `http://127.0.0.1:9000`.
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon's own for the region
   */
  readonly endpoint?: string | undefined;
  /** @default AWS_REGION, the profile of ~/.aws; `us-east-1` where an endpoint is given */
  readonly region?: string | undefined;
  /** @default the chain of the AWS SDK: AWS_ACCESS_KEY_ID, profile, web identity, container, instance */
  readonly credentials?: S3Credentials | undefined;
  /**
   * `endpoint/bucket/key` instead of `bucket.endpoint/key`.
   * @default true where an endpoint is given, since few such servers have a host name for every bucket
   */
  readonly pathStyle?: boolean | undefined;
}

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
