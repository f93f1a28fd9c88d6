using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Checks that a receipt's hash is a leaf under a root that one of the keys signed.</summary>
internal sealed class SignatureCheck(VerifyingKeys keys)
{
    private const int MaxPath = 64;

    // Receipts of one commit share a signature, and exports hold them in a row.
    private (string Jws, ReceiptHash Root, long Size) _verified;

    /// <summary>What is wrong with the member <c>signature</c>, or null.</summary>
    public ReceiptProblem? Check(JsonCursor signature, ReceiptHash receipt)
    {
        if (!TryRead(signature, out var jws, out var root, out var index, out var size, out var path))
        {
            return Invalid("The member 'signature' is missing or malformed.");
        }

        if (!MerkleTree.TryClimb(receipt, index, size, path, out var reached) || reached != root)
        {
            return Invalid($"The path does not lead from the receipt to the root {root}.");
        }

        if (_verified == (jws, root, size))
        {
            return null;
        }

        var parts = jws.Split('.');
        if (parts.Length != 3 || CompactJws.TryReadKeyId(parts[0], SignedRoot.Type) is not { } keyId)
        {
            return Invalid("The member 'signature.jws' is no compact JWS that names its key.");
        }

        if (keys.Find(keyId) is not { } key)
        {
            return new(ReceiptProblemCode.KeyUnknown, $"The receipt was signed with key {keyId}, which is not among the {keys.Count} given ones.");
        }

        // What was signed is written out and compared, not interpreted: header and payload have one spelling.
        var input = SignedRoot.Input(keyId, root, size);
        if (parts[0] + "." + parts[1] != input
            || !StrictBase64Url.TryDecode(parts[2], SigningKey.SignatureSize, out var bytes)
            || !key.Verifies(Encoding.ASCII.GetBytes(input), bytes))
        {
            return Invalid("The signature does not match the root, the size of the tree and the key it names.");
        }

        _verified = (jws, root, size);
        return null;
    }

    private static bool TryRead(
        JsonCursor signature, out string jws, out ReceiptHash root, out long index, out long size, out List<ReceiptHash> path)
    {
        (jws, root, index, size, path) = (signature["jws"u8].GetString() ?? "", default, 0, 0, []);
        foreach (var step in signature["path"u8].Children)
        {
            if (path.Count == MaxPath || !ReceiptHash.TryParse(step.Value.GetString(), out var sibling))
            {
                return false;
            }

            path.Add(sibling);
        }

        return signature.Count() == 5
            && signature["path"u8].Kind == JsonKind.Array
            && ReceiptHash.TryParse(signature["root"u8].GetString(), out root)
            && signature["index"u8].TryGetInt64(out index)
            && signature["size"u8].TryGetInt64(out size);
    }

    private static ReceiptProblem Invalid(string message) => new(ReceiptProblemCode.SignatureInvalid, message);
}
