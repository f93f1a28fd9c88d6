namespace NextModel.Storage.Moving;

/// <summary>In which file of an embedded installation a table lies.</summary>
public enum MovedFile
{
    /// <summary><c>nextmodel.db</c>.</summary>
    Main,

    /// <summary><c>idempotency.db</c>.</summary>
    Idempotency,

    /// <summary><c>responses.db</c>.</summary>
    Responses,
}
