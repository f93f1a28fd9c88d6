namespace NextModel.Inference;

/// <summary>The spelling of serve modes in headers, on receipts and in metrics.</summary>
public static class ServeModeNames
{
    public static string Wire(this ServeMode mode) => mode switch
    {
        ServeMode.Fresh => "fresh",
        ServeMode.ExactCache => "exact_cache",
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, null),
    };
}
