// `nethttp/register` is imported for what it does: it puts the package in place of node:http and node:https.
export {}
