enum LineageSheet { static let columns = ["Sheet"] }
