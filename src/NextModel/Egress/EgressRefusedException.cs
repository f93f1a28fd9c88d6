namespace NextModel.Egress;

/// <summary>A connection was not made, because its target must not be called.</summary>
public sealed class EgressRefusedException(string message) : IOException(message);
