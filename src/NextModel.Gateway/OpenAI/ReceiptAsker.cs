using NextModel.Audit;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>Who asks about receipts.</summary>
/// <param name="Scope">What they may read.</param>
/// <param name="Actor">How the audit trail names them.</param>
internal sealed record ReceiptAsker(ReceiptScope Scope, AuditActor Actor);
