namespace NextModel.Accounts;

/// <summary>How a browser proved whose it is. The numbers stand in the database.</summary>
public enum SignInMethod
{
    Password = 1,

    /// <summary>Password, and a code of the second factor.</summary>
    SecondFactor = 2,

    /// <summary>Password, and a recovery code in place of the second factor.</summary>
    RecoveryCode = 3,

    /// <summary>An identity provider.</summary>
    SingleSignOn = 4,

    /// <summary>The link that <c>serve</c> prints.</summary>
    Link = 5,

    /// <summary>The admin key or a management key.</summary>
    Key = 6,
}
