using NextModel.Providers.Objects;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>An open store of whose objects at sources are.</summary>
public interface IOpenSourceObjects : IDisposable
{
    ISourceObjectStore SourceObjects { get; }
}
