namespace NextModel.Webhooks;

/// <summary>How far a delivery has come. The numbers are stored.</summary>
public enum DeliveryState
{
    /// <summary>To be sent, or sent again.</summary>
    Pending = 1,

    /// <summary>Answered with a status of 200 to 299.</summary>
    Delivered = 2,

    /// <summary>Given up after the last attempt.</summary>
    Failed = 3,
}
