namespace NextModel.Storage.Sqlite.Derived;

/// <summary>How finely receipts are summed. Coarser levels are there because most reports need no more, and read far fewer rows.</summary>
internal enum SumLevel
{
    Slice = 0,

    /// <summary>Per project, serve mode and outcome.</summary>
    Project = 1,

    /// <summary>Per model, source, serve mode and outcome of an organization.</summary>
    Model = 2,

    /// <summary>Per key, environment, workload, serve mode and outcome.</summary>
    Key = 3,
}
