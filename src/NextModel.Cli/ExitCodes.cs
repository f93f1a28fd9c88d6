namespace NextModel.Cli;

/// <summary>Exit codes of every command; documented in docs/reference/cli.md.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command ran and the answer is no: a finding, a verification that failed, a refusal.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the configuration is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>Something needed could not be reached or opened.</summary>
    public const int Unavailable = 3;

    /// <summary>The ledger could not be written and must not be tried again by this process: start a new one.</summary>
    public const int LedgerFailed = 4;

    /// <summary>It cannot be said yet: the other side's figures are not final. Run again later.</summary>
    public const int Incomplete = 5;
}
