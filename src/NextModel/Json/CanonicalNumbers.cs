namespace NextModel.Json;

/// <summary>What two number spellings must have in common to be the same number.</summary>
public enum CanonicalNumbers
{
    /// <summary>The nearest IEEE 754 double, as RFC 8785 §3.2.2.3 has it.</summary>
    Doubles,

    /// <summary>The decimal value, however many digits it has; -0 is 0.</summary>
    Decimals,
}
