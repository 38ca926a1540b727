use keisan::graph;

const MANY: usize = 9;

graph! {
    pub graph G {
        param w: [6, 4] = he_normal;
        loss = sum(slice_rows(w, 0, MANY));
    }
}

fn main() {}
