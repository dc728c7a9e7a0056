namespace K8sMirror.Core.Filtering;

/// <summary>Numbers from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct NumberRange(ushort First, ushort Last)
{
    /// <summary>True if the number is in it.</summary>
    public bool Contains(int number) => number >= First && number <= Last;
}
