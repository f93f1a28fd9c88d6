namespace NextModel.Storage.Tests.Simulation;

/// <summary>One request of a run, as its caller and its source saw it.</summary>
internal sealed class SimulatedCall
{
    public required int Number { get; init; }

    public required Guid Id { get; init; }

    /// <summary>What it costs, in 10⁻⁹ units.</summary>
    public required long Nano { get; init; }

    /// <summary>True once it may have cost something: it was noted that it goes out.</summary>
    public bool WasDispatched { get; set; }

    /// <summary>True once the caller has the whole answer.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>True once the caller was told that it was not served.</summary>
    public bool IsRefused { get; set; }
}
