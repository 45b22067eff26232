SwaggerUIBundle({
  url: "../openapi.yaml",
  dom_id: "#api",
  deepLinking: true,
  tryItOutEnabled: true,
  // The badge of another host, to which the description would be sent.
  validatorUrl: null,
});
