// Puts a corpus of evidence, one JSON text on standard input, to the verifier that browsers get. Prints the codes for each case, a line of JSON each.
import { pathToFileURL } from 'node:url';
import { text } from 'node:stream/consumers';

const verifier = await import(pathToFileURL(process.argv[2]));
const { jwks, cases } = JSON.parse(await text(process.stdin));
for (const one of cases) {
  const [first, second, third] = one.documents;
  const problems = await {
    receipt: () => verifier.verifyReceipt(first, jwks),
    export: () => verifier.verifyExport(first, jwks, second ?? null),
    checkpoint: () => verifier.verifyCheckpoint(first, jwks),
    proof: () => verifier.verifyProof(first, jwks),
    consistency: () => verifier.verifyConsistency(first, second, third, jwks),
  }[one.kind]();
  console.log(JSON.stringify(problems.map(problem => problem.code)));
}
