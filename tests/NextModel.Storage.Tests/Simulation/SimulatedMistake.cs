namespace NextModel.Storage.Tests.Simulation;

/// <summary>A mistake that a gateway could make, for showing that a run finds it.</summary>
public enum SimulatedMistake
{
    None,

    /// <summary>The caller has the whole answer before its receipt is durable.</summary>
    AnsweredTooEarly,

    /// <summary>The note that a request goes out is taken back before its receipt is durable.</summary>
    IntentEndedTooEarly,

    /// <summary>What could not be recorded is taken for not spent.</summary>
    ReleasedInsteadOfHeld,

    /// <summary>Less is reserved than the request can cost.</summary>
    ReservedTooLittle,

    /// <summary>What a dead process left behind gets its receipts, but is held in no budget.</summary>
    NotHeldAfterACrash,

    /// <summary>A commit is called durable that was not written.</summary>
    CommitNotWritten,
}
