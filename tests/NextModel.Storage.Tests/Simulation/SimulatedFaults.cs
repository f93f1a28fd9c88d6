namespace NextModel.Storage.Tests.Simulation;

/// <summary>What may go wrong in a run. Each seed draws some of them: all at once would hide what one alone does.</summary>
[Flags]
internal enum SimulatedFaults
{
    None = 0,

    /// <summary>A commit takes up to seconds.</summary>
    SlowDisk = 1,

    /// <summary>A commit fails and nothing of it is written.</summary>
    FailedCommit = 2,

    /// <summary>Nobody can say whether a commit was written: sometimes it was.</summary>
    UnknownCommit = 4,

    /// <summary>The process dies between any two steps, and another one goes on with what is on disk.</summary>
    Crash = 8,

    /// <summary>The clock jumps by hours: windows end while requests are in flight.</summary>
    Clock = 16,

    /// <summary>Limits are raised and cut, below what is spent already too.</summary>
    Limits = 32,

    /// <summary>There are few places for requests in flight.</summary>
    FewIntents = 64,
}
