namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Tests that measure memory run alone: what others allocate at the same time would be measured too.</summary>
[CollectionDefinition(Alone, DisableParallelization = true)]
public sealed class MeasuresMemory
{
    public const string Alone = "measures memory";
}
