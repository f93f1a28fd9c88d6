using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;
using NextModel.Reporting;

namespace NextModel.Gateway.Hosting;

/// <summary>What an installation shows to those who do not trust it: proofs, share links, and the keys it signs with.</summary>
/// <param name="Proofs">Proofs against the newest checkpoint.</param>
/// <param name="Links">Links under which one receipt can be read.</param>
/// <param name="Shares">Making and revoking them.</param>
/// <param name="SigningKeys">Listing and rotating signing keys.</param>
public sealed record InstallationEvidence(ReceiptProofs Proofs, ReceiptShares Links, ShareOperations Shares, SigningKeyOperations SigningKeys);
