// The umbrella: everything public under one import.
@_exported public import Absorption
@_exported public import Causal
@_exported public import Columns
@_exported public import Contracts
@_exported public import Distributions
@_exported public import Evaluation
@_exported public import Indicators
@_exported public import Kernels
@_exported public import LinearAlgebra
@_exported public import Models
@_exported public import Panels
@_exported public import Reports
@_exported public import Rosters
@_exported public import SyntheticRosters
@_exported public import TableFiles
