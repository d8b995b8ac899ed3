// A sign-in service for the tests: the npm package `oidc-provider`, with its own login page. Arguments: node_modules, port, way back.
import {pathToFileURL} from "node:url";
import {resolve} from "node:path";

const [modules, port, back] = process.argv.slice(2);
const {Provider} = await import(pathToFileURL(resolve(modules, "oidc-provider/lib/index.js")));
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{client_id: "alongside", client_secret: "a secret of the test: 100%", redirect_uris: [back],
    grant_types: ["authorization_code"], response_types: ["code"]}],
  claims: {openid: ["sub"], email: ["email", "email_verified"]},
  conformIdTokenClaims: false, // the address stands in what is signed, as with most services
  pkce: {required: () => true},
  findAccount: (_context, id) => ({accountId: id,
    claims: () => ({sub: id, email: `${id}@help.example`, email_verified: id !== "mallory"})}),
});
provider.listen(Number(port), "127.0.0.1", () => console.log(`ready on ${issuer}`));
