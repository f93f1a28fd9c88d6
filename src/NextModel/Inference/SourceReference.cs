namespace NextModel.Inference;

/// <summary>Something that a source keeps and a request names, by the source's id for it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The source's id.</param>
/// <param name="Path">Where in the body it is named.</param>
public sealed record SourceReference(ReferenceKind Kind, string Id, string Path)
{
    /// <summary>More than any API takes in one request.</summary>
    public const int Most = 128;
}
