namespace NextModel.Ledger;

/// <summary>How a dispatched or replayed request ended. Numbers are persisted and never reused.</summary>
public enum RequestOutcome
{
    /// <summary>Fully produced and released; delivery is not claimed.</summary>
    Completed = 1,

    CallerLeft = 2,

    /// <summary>No source gave output.</summary>
    UpstreamFailed = 3,

    /// <summary>Output had begun when the source broke off.</summary>
    UpstreamBroke = 4,

    /// <summary>The gateway died; found at the next start.</summary>
    Interrupted = 5,
}
