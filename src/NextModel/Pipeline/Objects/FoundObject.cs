using NextModel.Catalog;
using NextModel.Providers.Objects;

namespace NextModel.Pipeline.Objects;

/// <summary>An object of a caller's project, and the source that has it, as it is called for that.</summary>
/// <param name="Object">The object.</param>
/// <param name="Source">Its source.</param>
public sealed record FoundObject(SourceObject Object, Source Source);
