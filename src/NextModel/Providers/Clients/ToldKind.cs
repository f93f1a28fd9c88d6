namespace NextModel.Providers.Clients;

/// <summary>What a block of a told answer holds, in the order that whole answers have them.</summary>
internal enum ToldKind
{
    Thinking = 1,
    Text = 2,
    Refusal = 3,
    Call = 4,
}
