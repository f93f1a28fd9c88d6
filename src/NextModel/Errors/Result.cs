using System.Diagnostics.CodeAnalysis;

namespace NextModel.Errors;

/// <summary>A value, or the reason there is none.</summary>
public readonly struct Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly GatewayError? _error;

    private Result(T? value, GatewayError? error)
    {
        _value = value;
        _error = error;
    }

    /// <summary>True with the value, or false with the refusal.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out GatewayError? error)
    {
        value = _value;
        error = _error;
        return _value is not null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(GatewayError error) => new(null, error);
}
