namespace NextModel.Load.Comparison;

/// <summary>What a run looks into.</summary>
internal enum Study
{
    /// <summary>Cost and latency of every workload beside the bare forwarder, then open streams.</summary>
    Load,

    /// <summary>Open streams alone.</summary>
    Streams,

    /// <summary>Requests a second while the slowest in a hundred stay within a bound.</summary>
    Throughput,

    /// <summary>What it costs to translate.</summary>
    Dialects,

    /// <summary>Fresh requests with and without policies, budgets, limits and credit.</summary>
    Governed,

    /// <summary>The same requests with the ledger in SQLite and in PostgreSQL.</summary>
    Engines,

    /// <summary>The same requests in an installation of few keys and in one of a million, each in a project of its own.</summary>
    Counts,

    /// <summary>Requests beside thousands of connections on which nothing happens.</summary>
    Idle,

    /// <summary>Prompts of tens of thousands of tokens, half of them streamed, with everything on that governs.</summary>
    LongPrompts,

    /// <summary>More requests than the server can serve, beside a project that asks for little.</summary>
    Overload,

    /// <summary>Minutes of mixed load: what memory does.</summary>
    Soak,
}
