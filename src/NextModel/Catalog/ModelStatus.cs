namespace NextModel.Catalog;

/// <summary>Where a model stands in its life.</summary>
public enum ModelStatus
{
    /// <summary>Offered without a reservation.</summary>
    Stable = 1,

    /// <summary>Offered as a preview: it may change or go at short notice.</summary>
    Preview = 2,

    /// <summary>Its maker wants callers to move on; <see cref="Model.RetiresOn"/> says when it is switched off, if that is known.</summary>
    Deprecated = 3,
}
