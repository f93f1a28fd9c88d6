using NextModel.Errors;

namespace NextModel.Credits.Payments;

/// <summary>What a verified webhook said.</summary>
/// <param name="Type">Kind of event, as its sender names it.</param>
/// <param name="Event">Null when it does not concern credit.</param>
public sealed record PaymentMessage(string Type, PaymentEvent? Event)
{
    /// <summary>The refusal for a message that lacks what its kind must have.</summary>
    internal static GatewayError Malformed(string type, string member) => new(
        GatewayErrorCode.InvalidRequest, $"The event '{(type.Length <= 60 ? type : type[..60])}' has no usable '{member}'.", member);
}
