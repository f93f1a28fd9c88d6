namespace NextModel.Inference;

/// <summary>What a request may name that a source keeps.</summary>
public enum ReferenceKind
{
    /// <summary>A file that was uploaded, or written by a batch.</summary>
    File,

    /// <summary>A place at the source in which its tools run, with what they left there.</summary>
    Container,

    /// <summary>What the source searches for callers. None is made through the gateway.</summary>
    VectorStore,

    /// <summary>Sound of an earlier answer.</summary>
    Audio,
}
