namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>A set of values of one field of packets.</summary>
internal interface IValueSet<TSelf>
{
    bool IsEmpty { get; }

    TSelf Intersect(TSelf other);

    TSelf Union(TSelf other);

    /// <summary>True if every value of the other one is in this one.</summary>
    bool Covers(TSelf other);
}
