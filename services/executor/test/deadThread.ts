/** @file A decode thread that cannot even start. */
throw new Error('no such library');
