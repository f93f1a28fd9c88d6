using NextModel.Audit;
using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Gateway.Admin;

/// <summary>The keys that sign: which there are, and a new one in the place of the present one.</summary>
public sealed class SigningKeyOperations(SigningKeys keys, AuditTrail audit)
{
    public SigningKeyList List() => new([.. keys.List().Select(SigningKeyView.Of)]);

    /// <summary>
    /// The present key loses its private half and signs nothing more; what it signed verifies for ever. The audit entry is signed by the new one.
    /// </summary>
    public async ValueTask<SigningKeyList> RotateAsync(Administrator by, CancellationToken cancellationToken)
    {
        var before = keys.Current.Public.Id;
        keys.Rotate();
        await audit.RecordAsync(
            by.Actor, "signing_key.rotate", keys.Current.Public.Id, "", $$"""{"kid":"{{before}}"}""", $$"""{"kid":"{{keys.Current.Public.Id}}"}""", cancellationToken);
        return List();
    }
}
