using System.Runtime.CompilerServices;
using Xunit;

namespace K8sMirror.Testing;

/// <summary>A <see cref="KernelFactAttribute"/> with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelTheoryAttribute : TheoryAttribute
{
    public KernelTheoryAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Skip = Root.WhyNot;
}
