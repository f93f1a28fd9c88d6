namespace NextModel.Routing;

/// <summary>The class of an input, and the words for it.</summary>
public static class InputSizes
{
    public const int Count = 4;

    public static IReadOnlyList<InputSize> All { get; } = [InputSize.Small, InputSize.Medium, InputSize.Large, InputSize.Huge];

    /// <param name="bodyBytes">Length of the received body. Bytes, because they are known before anything is counted.</param>
    public static InputSize Of(int bodyBytes) => bodyBytes switch
    {
        < 4 * 1024 => InputSize.Small,
        < 32 * 1024 => InputSize.Medium,
        < 256 * 1024 => InputSize.Large,
        _ => InputSize.Huge,
    };

    public static string Name(InputSize size) => size switch
    {
        InputSize.Small => "small",
        InputSize.Medium => "medium",
        InputSize.Large => "large",
        _ => "huge",
    };
}
