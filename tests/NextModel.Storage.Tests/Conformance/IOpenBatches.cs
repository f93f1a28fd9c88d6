using NextModel.Providers.Objects;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>An open store of batches, as one process has it.</summary>
public interface IOpenBatches : IDisposable
{
    IBatchStore Batches { get; }
}
