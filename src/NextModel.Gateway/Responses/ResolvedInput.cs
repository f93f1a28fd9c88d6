namespace NextModel.Gateway.Responses;

/// <summary>An input whose references were resolved.</summary>
/// <param name="Whole">All of it, after what it goes back over, a JSON array; null where it refers to nothing.</param>
/// <param name="Own">The request's own items, likewise.</param>
internal sealed record ResolvedInput(byte[]? Whole, byte[]? Own)
{
    /// <summary>Of an input that refers to nothing.</summary>
    public static ResolvedInput AsItIs { get; } = new(null, null);
}
