using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("K8sMirror.Operator.Tests")]
