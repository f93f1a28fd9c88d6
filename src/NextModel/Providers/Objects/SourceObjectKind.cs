namespace NextModel.Providers.Objects;

/// <summary>What sources keep for whoever sent it. Numbers are persisted and never reused.</summary>
public enum SourceObjectKind
{
    File = 1,
    Batch = 2,

    /// <summary>An answer to a chat that was asked with <c>store: true</c>.</summary>
    ChatCompletion = 3,

    /// <summary>A place in which a source's tools ran for an answer.</summary>
    Container = 4,

    /// <summary>Sound of an answer.</summary>
    Audio = 5,
}
