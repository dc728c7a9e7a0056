namespace K8sMirror.Core.Filtering.Expressions;

/// <summary>Sets for which null means no condition.</summary>
internal static class Conditions
{
    public static T? Intersect<T>(T? one, T? other)
        where T : class, IValueSet<T> => one is null ? other : other is null ? one : one.Intersect(other);

    public static bool Covers<T>(T? one, T? other)
        where T : class, IValueSet<T> => one is null || (other is not null && one.Covers(other));
}
