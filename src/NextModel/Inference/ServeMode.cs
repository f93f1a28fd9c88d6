namespace NextModel.Inference;

/// <summary>How a request was answered. Numbers are persisted and never reused.</summary>
public enum ServeMode
{
    /// <summary>A real upstream call was made.</summary>
    Fresh = 1,

    /// <summary>A verified replay of an earlier fresh answer to the same request in the same scope.</summary>
    ExactCache = 2,
}
