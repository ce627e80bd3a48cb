"use strict";

// The description of the interface, drawn from its own document. Nothing is sent anywhere but to this site.
window.SwaggerUIBundle({
  url: document.getElementById("main").dataset.document,
  dom_id: "#main",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
  requestSnippetsEnabled: false,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
