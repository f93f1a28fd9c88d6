namespace NextModel.Gateway.Hosting;

/// <summary>What a backup holds.</summary>
/// <param name="Directory">Where it lies, absolute.</param>
/// <param name="Bytes">Of all its files.</param>
/// <param name="Receipts">Position of the newest receipt in the ledger; 0 when there is none.</param>
/// <param name="NewestHash">Its hash; null when there is none.</param>
/// <param name="ReconciliationFiles">Files of reconciliations that lie beside the ledger.</param>
public sealed record BackupReport(string Directory, long Bytes, long Receipts, string? NewestHash, int ReconciliationFiles);
