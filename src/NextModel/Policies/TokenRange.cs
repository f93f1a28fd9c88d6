namespace NextModel.Policies;

/// <summary>A condition on the size of the input, in tokens, both ends included.</summary>
public readonly record struct TokenRange(long AtLeast, long AtMost)
{
    public bool Contains(long tokens) => tokens >= AtLeast && tokens <= AtMost;
}
