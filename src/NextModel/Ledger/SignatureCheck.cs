using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Checks that a receipt's hash is a leaf under a root that one of the keys signed. Not thread-safe.</summary>
internal sealed class SignatureCheck(VerifyingKeys keys)
{
    private const int MaxPath = 64;

    private readonly ReceiptHash[] _path = new ReceiptHash[MaxPath];

    // Receipts of one commit share a signature, and exports hold them in a row: the JWS as it stood between its quotes.
    private (byte[] Jws, ReceiptHash Root, long Size) _verified = ([], default, 0);

    /// <summary>What is wrong with the member <c>signature</c>, or null.</summary>
    public ReceiptProblem? Check(JsonCursor signature, ReceiptHash receipt)
    {
        var jws = signature["jws"u8];
        if (jws.Kind != JsonKind.String || !TryRead(signature, out var root, out var index, out var size, out var steps))
        {
            return Invalid("The member 'signature' is missing or malformed.");
        }

        if (!MerkleTree.TryClimbFrom(MerkleTree.Leaf(receipt), index, size, _path.AsSpan(0, steps), out var reached) || reached != root)
        {
            return Invalid($"The path does not lead from the receipt to the root {root}.");
        }

        if (_verified.Root == root && _verified.Size == size && jws.Raw.SequenceEqual(_verified.Jws))
        {
            return null;
        }

        if (CheckJws(jws.GetString()!, root, size) is { } problem)
        {
            return problem;
        }

        _verified = (jws.Raw.ToArray(), root, size);
        return null;
    }

    private ReceiptProblem? CheckJws(string jws, ReceiptHash root, long size)
    {
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
        return parts[0] + "." + parts[1] != input
            || !StrictBase64Url.TryDecode(parts[2], SigningKey.SignatureSize, out var bytes)
            || !key.Verifies(Encoding.ASCII.GetBytes(input), bytes)
                ? Invalid("The signature does not match the root, the size of the tree and the key it names.")
                : null;
    }

    private bool TryRead(JsonCursor signature, out ReceiptHash root, out long index, out long size, out int steps)
    {
        (root, index, size, steps) = (default, 0, 0, 0);
        var path = signature["path"u8];
        foreach (var step in path.Children)
        {
            if (steps == MaxPath || !ReceiptHash.TryRead(step.Value, out _path[steps]))
            {
                return false;
            }

            steps++;
        }

        return signature.Count() == 5
            && path.Kind == JsonKind.Array
            && ReceiptHash.TryRead(signature["root"u8], out root)
            && signature["index"u8].TryGetInt64(out index)
            && signature["size"u8].TryGetInt64(out size);
    }

    private static ReceiptProblem Invalid(string message) => new(ReceiptProblemCode.SignatureInvalid, message);
}
